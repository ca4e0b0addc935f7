"""What tests stand on: throw-away databases, a browser, a post box, and the readers that guard every page."""
