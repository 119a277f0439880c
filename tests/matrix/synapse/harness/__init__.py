"""What scenarios stand on: a real Synapse, the desk of `usher sandbox`, the bot's binary, people at matrix-nio."""
