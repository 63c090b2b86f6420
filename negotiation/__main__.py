from negotiation.cli import main

main()
