"""The files that care providers and municipalities already have, read unedited as `trajectories`.

`codes` says what the codes of CBS and of the iJw messages mean; `cbs` reads the statutory delivery to CBS, `ijw` the
messages; `courses` works out repeats and changes of help per person and then forgets who it was.
"""
