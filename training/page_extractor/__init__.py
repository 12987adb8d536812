"""The model that tells a page's body from what stands around it."""
