"""What the front's pages need read or done across rooms."""
