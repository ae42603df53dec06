"""What accounts do: each module is a few use cases about people, their sign-ins, their links."""
