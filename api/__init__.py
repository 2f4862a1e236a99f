"""The HTTP door: reads a request, calls one service, shapes the answer."""
