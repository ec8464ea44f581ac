"""What is said where a data set is not there."""


class DataMissing(RuntimeError):
    """A data set is not on disk and could not be downloaded; the message says where to put it."""
