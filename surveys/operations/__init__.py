"""Operations: the clock, daily upkeep with deletion after the retention period, first set-up."""
