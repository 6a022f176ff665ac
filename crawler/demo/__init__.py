"""The demo blog and its posts, which ship with the package: invented from the first word to the last."""
