// M/M/10 at a utilisation of 0.8 and nothing else: the recursion of Kiefer and Wolfowitz, as plain as it gets. What a
// simulator costs beyond this is the price of what it can do and counts besides.
//
//   KieferWolfowitz loop|minmax CUSTOMERS SEED
//
// The server that a customer takes is put back into order by a loop that ends at its place, as one would write it; or
// by a minimum and a maximum at every place, where there is no branch to predict and vectors take two at a time.
//
// Prints the CPU time a customer, the mean wait and the share that waits, as JSON; mean service time is 1.

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
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

// When each server is free, ascending.
using Servers = std::array<double, servers>;

// Both put `finish` in the place of the least.
struct Loop {
    static void replace_least(Servers& free_at, double finish) {
        std::size_t place = 0;
        for (; place + 1 < servers && free_at[place + 1] < finish; ++place) free_at[place] = free_at[place + 1];
        free_at[place] = finish;
    }
};

struct MinMax {
    static void replace_least(Servers& free_at, double finish) {
        free_at[0] = std::min(free_at[1], finish);
        for (std::size_t place = 1; place + 1 < servers; ++place) {
            free_at[place] = std::max(free_at[place], std::min(free_at[place + 1], finish));
        }
        free_at[servers - 1] = std::max(free_at[servers - 1], finish);
    }
};

double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

template <typename Insertion>
void run(std::uint64_t customers, std::uint64_t seed) {
    Xoshiro256PlusPlus random(seed);
    const double begin = cpu_seconds();
    Servers free_at{};
    double arrival = 0;
    double waited = 0;
    std::uint64_t waiting = 0;
    for (std::uint64_t customer = 0; customer < customers; ++customer) {
        arrival += random.exponential() / arrival_rate;
        const double start = std::max(arrival, free_at[0]);
        waited += start - arrival;
        waiting += start > arrival;
        Insertion::replace_least(free_at, start + random.exponential());
    }
    const double spent = cpu_seconds() - begin;

    const auto count = static_cast<double>(customers);
    std::printf("{\"ns\": %.3f, \"wait\": %.6f, \"share\": %.6f}\n", spent / count * 1e9, waited / count,
                static_cast<double>(waiting) / count);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: %s loop|minmax CUSTOMERS SEED\n", argv[0]);
        return 64;
    }
    const std::uint64_t customers = std::strtoull(argv[2], nullptr, 10);
    const std::uint64_t seed = std::strtoull(argv[3], nullptr, 10);
    if (std::strcmp(argv[1], "minmax") == 0) {
        run<MinMax>(customers, seed);
    } else {
        run<Loop>(customers, seed);
    }
}
