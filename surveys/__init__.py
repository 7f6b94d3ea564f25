"""What a survey is and what its answers mean. No Streamlit, no SQL."""
