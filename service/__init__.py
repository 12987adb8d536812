"""Copydesk: raw scraped news articles in, clean, typed, enriched articles out."""

from importlib.metadata import PackageNotFoundError, version

NAME = "copydesk"

try:
    VERSION = version(NAME)
except PackageNotFoundError:  # run from a checkout that was never installed
    VERSION = "0+unknown"
