"""The words of the screens: Chinese as the source, English for the wall."""
