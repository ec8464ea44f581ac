"""A visual playground for autoencoders: networks, their training, and the page that shows them."""
