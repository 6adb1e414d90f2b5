"""The front door of the screens: the page where one signs in, the cookie, the guard, and who it is that looks."""
