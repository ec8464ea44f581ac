"""Opens the playground: `python app.py`."""

from playground.ui import app

if __name__ == "__main__":
    app.build().launch(**app.launch_arguments())
