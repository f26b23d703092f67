"""Questions over the place one is at; each gives back an answer or None."""
