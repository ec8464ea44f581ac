"""What a tab asks for: no Gradio, no HTML."""
