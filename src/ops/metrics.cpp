#include "usher/ops/metrics.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>
#include <unordered_map>
#include <variant>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "ops/catalogue.hpp"
#include "ops/process_figures.hpp"

namespace usher::ops {

namespace {

/// More label sets than this mean that something unbounded became a label; the rest is counted under "other".
constexpr std::size_t max_series_per_metric = 100;

using Instrument = std::variant<prometheus::Counter*, prometheus::Gauge*, prometheus::Histogram*>;
using AnyFamily = std::variant<prometheus::Family<prometheus::Counter>*, prometheus::Family<prometheus::Gauge>*,
                               prometheus::Family<prometheus::Histogram>*>;

struct TransparentHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

AnyFamily make_family(prometheus::Registry& registry, const MetricEntry& entry) {
    const std::string name(entry.name);
    const std::string help(entry.help);
    switch (entry.kind) {
    case MetricKind::counter:
        return &prometheus::BuildCounter().Name(name).Help(help).Register(registry);
    case MetricKind::gauge:
        return &prometheus::BuildGauge().Name(name).Help(help).Register(registry);
    case MetricKind::histogram:
        break;
    }
    return &prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

struct AddSeries {
    const prometheus::Labels& labels;
    const MetricEntry& entry;

    Instrument operator()(prometheus::Family<prometheus::Histogram>* family) const {
        const auto limits = boundaries(entry.buckets);
        return &family->Add(labels, prometheus::Histogram::BucketBoundaries(limits.begin(), limits.end()));
    }
    template <class T>
    Instrument operator()(prometheus::Family<T>* family) const {
        return &family->Add(labels);
    }
};

[[noreturn]] void refuse(std::string_view name, const std::string& why) {
    throw std::logic_error("metric " + std::string(name) + " " + why);
}

} // namespace

struct Metrics::Registry {
    struct Known {
        MetricEntry entry;
        AnyFamily family;
        /// Label values in the catalogue's order, joined by a byte that no UTF-8 text holds.
        std::unordered_map<std::string, Instrument, TransparentHash, std::equal_to<>> series;
    };

    prometheus::Registry registry;
    std::map<std::string_view, Known, std::less<>> known;
    std::string key; ///< Kept between calls so that the usual call allocates nothing.

    Registry() {
        for (const auto& entry : catalogue()) {
            auto& added = known.try_emplace(entry.name, Known{entry, make_family(registry, entry), {}}).first->second;
            // A series that nothing has touched yet must read 0 rather than be absent: alerts on its increase depend on
            // it.
            if (entry.labels.empty()) {
                series(added, {});
            }
        }
    }

    Known& find(std::string_view name) {
        const auto found = known.find(name);
        if (found == known.end()) {
            refuse(name, "is not in the catalogue");
        }
        return found->second;
    }

    /// The values of `labels` as the key of a series. A label left out counts as empty, as Prometheus sees it.
    void make_key(const Known& metric, Labels labels) {
        key.clear();
        std::size_t used = 0;
        for (const auto name : metric.entry.labels) {
            const auto* const given =
                std::find_if(labels.begin(), labels.end(), [&](const auto& label) { return label.first == name; });
            if (given != labels.end()) {
                key.append(given->second);
                ++used;
            }
            key.push_back('\xFF');
        }
        if (used != labels.size()) {
            refuse(metric.entry.name, "got a label that the catalogue does not give it, or one twice");
        }
    }

    const Instrument* existing(const Known& metric) const {
        const auto found = metric.series.find(std::string_view(key));
        return found == metric.series.end() ? nullptr : &found->second;
    }

    Instrument& series(Known& metric, Labels labels) {
        make_key(metric, labels);
        if (const auto found = metric.series.find(std::string_view(key)); found != metric.series.end()) {
            return found->second;
        }
        const bool full = metric.series.size() >= max_series_per_metric;
        prometheus::Labels values;
        if (full) {
            key.clear();
        }
        for (const auto name : metric.entry.labels) {
            if (full) {
                values.emplace(name, "other");
                key.append("other\xFF");
                continue;
            }
            for (const auto& [given, value] : labels) {
                if (given == name && !value.empty()) {
                    values.emplace(name, value);
                }
            }
        }
        return metric.series.try_emplace(key, std::visit(AddSeries{values, metric.entry}, metric.family)).first->second;
    }

    template <class T>
    T& instrument(std::string_view name, Labels labels, const char* kind) {
        auto& metric = find(name);
        if (auto* const* found = std::get_if<T*>(&series(metric, labels))) {
            return **found;
        }
        refuse(name, std::string("is not a ") + kind);
    }
};

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {}
Metrics::~Metrics() = default;

void Metrics::add(std::string_view name, Labels labels, double by) {
    registry_->instrument<prometheus::Counter>(name, labels, "counter").Increment(by);
}

void Metrics::set(std::string_view name, double value, Labels labels) {
    registry_->instrument<prometheus::Gauge>(name, labels, "gauge").Set(value);
}

void Metrics::observe(std::string_view name, double seconds, Labels labels) {
    registry_->instrument<prometheus::Histogram>(name, labels, "histogram").Observe(seconds);
}

double Metrics::value(std::string_view name, Labels labels) const {
    const auto& metric = registry_->find(name);
    registry_->make_key(metric, labels);
    const auto* found = registry_->existing(metric);
    if (found == nullptr) {
        return 0;
    }
    if (auto* const* counter = std::get_if<prometheus::Counter*>(found)) {
        return (*counter)->Value();
    }
    if (auto* const* gauge = std::get_if<prometheus::Gauge*>(found)) {
        return (*gauge)->Value();
    }
    refuse(name, "is a histogram, which has no single value");
}

std::string Metrics::exposition() const {
    auto families = registry_->registry.Collect();
    std::erase_if(families, [](const auto& family) { return family.metric.empty(); });
    auto process = process_figures();
    std::move(process.begin(), process.end(), std::back_inserter(families));
    return prometheus::TextSerializer().Serialize(families);
}

} // namespace usher::ops
