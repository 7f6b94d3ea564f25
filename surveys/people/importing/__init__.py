"""Makes the roster what files of people and units want, after showing what will change."""
