"""Messages to people: their texts, their channels, and the delivery status of each."""
