import Testing
import VotingStack
