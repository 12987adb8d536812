"""Dead letters after the fact: looked at, exported, sent back. Knows nothing of Kafka."""
