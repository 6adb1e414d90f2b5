"""Holds a generated database against the calibration: figure by figure, each with its source and its tolerance."""
