"""Operations: the clock, daily upkeep, deletion after the retention period, and first set-up."""
