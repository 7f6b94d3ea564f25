"""Tables from and for other programs: one reader of delimited files, and cells that are safe."""
