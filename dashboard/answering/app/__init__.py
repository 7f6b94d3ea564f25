"""The answer page in the app, drawn by Streamlit: code entry, questions, sending and thanks."""
