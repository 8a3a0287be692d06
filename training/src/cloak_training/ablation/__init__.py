"""The improvements that the paper lists, each as a switch of its text experiment, and measured."""
