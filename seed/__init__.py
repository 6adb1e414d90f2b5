"""Makes a bureau up: place, people and events. Every parameter is in calibration.py with its source."""
