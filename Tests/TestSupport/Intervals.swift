import BootProbe
import Profiles

extension QuantileEstimate {
    package func holds(_ seconds: Double) -> Bool { lower ?? 0 <= seconds && seconds <= upper ?? .infinity }
}

extension FittedParameter {
    package func holds(_ value: Double) -> Bool { lower ?? -.infinity <= value && value <= upper ?? .infinity }
}
