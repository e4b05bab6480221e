"""What each system would have written down of the invented world, in the shape in which it lands."""
