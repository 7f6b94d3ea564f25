"""An installation: its databases, its key folder and the secrets its processes share."""
