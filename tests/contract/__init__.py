"""One contract for every Resource, Action, Metric and Paragraph of the house."""
