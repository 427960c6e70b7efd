"""What can be wrong with a user's file, said so that the user can mend it."""


class FaceError(Exception):
    """Base of every error whose message is meant for the user."""


class ModelError(FaceError):
    """A file is not a usable face model. The message names the file and the key."""


class DownloadError(FaceError):
    """A file cannot be had from a server. The message names the server and what to do."""


class TakeError(FaceError):
    """A file is not a usable recording. The message names file, row, column and remedy."""


class MappingError(FaceError):
    """A file is not a usable mapping onto shape keys. The message names the file and the entry."""


class PersonError(FaceError):
    """A file is not a usable person, or landmarks give none. The message names what and where."""


class LiveError(FaceError):
    """What comes live is not usable, or nothing can be received. The message says what and why."""
