"""What is going on: the day's lists, who has which cases, what was not sent; command and page."""
