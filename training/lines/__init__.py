"""The model that tells the lines of an article from what stands around it."""
