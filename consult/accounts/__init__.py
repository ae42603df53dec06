"""Who someone is: sign-up, sign-in, membership of an agency."""
