app = 3
