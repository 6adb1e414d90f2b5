"""Chinese in place of Streamlit's own English words."""
