// M/M/10 at a utilisation of 0.8 and nothing else: the recursion of Kiefer and Wolfowitz, as plain as it gets. What a
// simulator costs beyond this is the price of what it can do and counts besides.
//
//   KieferWolfowitz CUSTOMERS SEED
//
// Prints the CPU time a customer, the mean wait and the share that waits, as JSON; mean service time is 1.

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace {

constexpr double arrival_rate = 8;
constexpr std::size_t servers = 10;

// xoshiro256++ 1.0 by Blackman and Vigna, seeded by SplitMix64, as its authors advise.
class Xoshiro256PlusPlus {
public:
    explicit Xoshiro256PlusPlus(std::uint64_t seed) {
        for (auto& word : state_) {
            seed += 0x9E3779B97F4A7C15;
            std::uint64_t mixed = seed;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            word = mixed ^ (mixed >> 31);
        }
    }

    std::uint64_t next() {
        const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
        const std::uint64_t shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = std::rotl(state_[3], 45);
        return result;
    }

    // Of mean 1.
    double exponential() { return -std::log(static_cast<double>((next() >> 11) + 1) * 0x1p-53); }

private:
    std::array<std::uint64_t, 4> state_;
};

double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: %s CUSTOMERS SEED\n", argv[0]);
        return 64;
    }
    const std::uint64_t customers = std::strtoull(argv[1], nullptr, 10);
    Xoshiro256PlusPlus random(std::strtoull(argv[2], nullptr, 10));

    const double begin = cpu_seconds();
    std::array<double, servers> free_at{};  // ascending
    double arrival = 0;
    double waited = 0;
    std::uint64_t waiting = 0;
    for (std::uint64_t customer = 0; customer < customers; ++customer) {
        arrival += random.exponential() / arrival_rate;
        const double start = std::max(arrival, free_at[0]);
        waited += start - arrival;
        waiting += start > arrival;
        const double finish = start + random.exponential();
        std::size_t place = 0;
        for (; place + 1 < servers && free_at[place + 1] < finish; ++place) free_at[place] = free_at[place + 1];
        free_at[place] = finish;
    }
    const double spent = cpu_seconds() - begin;

    const auto count = static_cast<double>(customers);
    std::printf("{\"ns\": %.3f, \"wait\": %.6f, \"share\": %.6f}\n", spent / count * 1e9, waited / count,
                static_cast<double>(waiting) / count);
}
