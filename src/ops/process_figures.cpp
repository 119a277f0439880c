#include "ops/process_figures.hpp"

#include <charconv>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include <sys/resource.h>
#include <unistd.h>

namespace usher::ops {

namespace {

namespace fs = std::filesystem;

std::string contents(const char* path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The field of /proc/self/stat with this number (from 1, as proc(5) counts), for numbers behind the command's name.
std::optional<std::uint64_t> stat_field(std::string_view stat, int number) {
    const auto name_end = stat.rfind(')');
    if (name_end == std::string_view::npos) {
        return std::nullopt;
    }
    stat.remove_prefix(name_end + 1);
    for (int field = 3;; ++field) {
        const auto start = stat.find_first_not_of(" \n");
        if (start == std::string_view::npos) {
            return std::nullopt;
        }
        stat.remove_prefix(start);
        const auto end = std::min(stat.find_first_of(" \n"), stat.size());
        if (field == number) {
            std::uint64_t value = 0;
            const auto digits = stat.substr(0, end);
            const auto [rest, error] = std::from_chars(digits.begin(), digits.end(), value);
            return error == std::errc{} ? std::optional(value) : std::nullopt;
        }
        stat.remove_prefix(end);
    }
}

/// When the machine started. Not from /proc/stat, which a hardened service (ProcSubset=pid) does not see.
double boot_time() {
    timespec wall{};
    timespec since_boot{};
    ::clock_gettime(CLOCK_REALTIME, &wall);
    ::clock_gettime(CLOCK_BOOTTIME, &since_boot);
    return static_cast<double>(wall.tv_sec - since_boot.tv_sec) +
           static_cast<double>(wall.tv_nsec - since_boot.tv_nsec) * 1e-9;
}

std::optional<double> open_descriptors() {
    std::error_code error;
    fs::directory_iterator entries("/proc/self/fd", error);
    if (error) {
        return std::nullopt;
    }
    // The listing itself holds one.
    return static_cast<double>(std::distance(begin(entries), end(entries)) - 1);
}

class Figures {
public:
    void gauge(std::string name, std::string help, std::optional<double> value) {
        if (value) {
            family(std::move(name), std::move(help), prometheus::MetricType::Gauge).gauge.value = *value;
        }
    }
    void counter(std::string name, std::string help, std::optional<double> value) {
        if (value) {
            family(std::move(name), std::move(help), prometheus::MetricType::Counter).counter.value = *value;
        }
    }
    prometheus::ClientMetric& family(std::string name, std::string help, prometheus::MetricType type) {
        auto& added = families_.emplace_back();
        added.name = std::move(name);
        added.help = std::move(help);
        added.type = type;
        return added.metric.emplace_back();
    }
    std::vector<prometheus::MetricFamily> take() && { return std::move(families_); }

private:
    std::vector<prometheus::MetricFamily> families_;
};

} // namespace

std::vector<prometheus::MetricFamily> process_figures() {
    Figures figures;
    auto& build =
        figures.family("usher_build_info", "1, labelled with the version that runs.", prometheus::MetricType::Gauge);
    build.gauge.value = 1;
    build.label.push_back({"version", USHER_VERSION});

    const auto stat = contents("/proc/self/stat");
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    if (const auto pages = stat_field(stat, 24)) {
        figures.gauge("process_resident_memory_bytes", "Resident memory size in bytes.",
                      static_cast<double>(*pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)));
    }
    if (const auto user = stat_field(stat, 14), system = stat_field(stat, 15); user && system) {
        figures.counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.",
                        static_cast<double>(*user + *system) / ticks);
    }
    if (const auto started = stat_field(stat, 22)) {
        figures.gauge("process_start_time_seconds", "Start time of the process since the Unix epoch in seconds.",
                      boot_time() + static_cast<double>(*started) / ticks);
    }
    figures.gauge("process_open_fds", "Number of open file descriptors.", open_descriptors());
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        figures.gauge("process_max_fds", "Maximum number of open file descriptors.",
                      static_cast<double>(limit.rlim_cur));
    }
    return std::move(figures).take();
}

} // namespace usher::ops
