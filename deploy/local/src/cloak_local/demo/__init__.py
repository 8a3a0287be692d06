"""The main job, told by two people: hide, send, survive a chat application, find, answer truly."""
