"""How the weights in the package were learned, so that anybody can repeat it."""
