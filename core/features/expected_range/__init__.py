"""Expected range of a day's or a week's count: is today normal?"""
