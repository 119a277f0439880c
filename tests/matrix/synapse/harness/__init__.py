"""What the scenarios stand on: a real Synapse, the desk of `usher sandbox`, the bot's binary, and people at matrix-nio."""
