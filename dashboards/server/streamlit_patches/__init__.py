"""Changes to Streamlit: Chinese in place of its English, one log, and nothing made anew for every page."""
