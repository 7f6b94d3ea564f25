"""Settings: what an installation is configured with, and where each value comes from."""
