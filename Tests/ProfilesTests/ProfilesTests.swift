import Testing
import Profiles
