"""The example organisation of `peil demo`."""
