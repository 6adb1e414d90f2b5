"""Computes: catalogue, store, intake and engine. Knows nothing of Streamlit or of the generator."""
