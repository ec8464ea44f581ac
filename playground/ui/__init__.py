"""The page: the only place where Gradio lives."""
