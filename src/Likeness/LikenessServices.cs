using Likeness;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a library of pictures to a program's services.</summary>
public static class LikenessServices
{
    /// <summary>
    /// Adds an <see cref="ImageLibrary"/>, opened when it is first asked for and closed with the program. Its log goes to the program's. What it
    /// works with is <see cref="LibraryOptions"/>, which can be configured like any other options.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="folder">The library's folder; it is made if it does not exist yet.</param>
    /// <param name="configure">Changes what it works with; null for the usual.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddLikeness(this IServiceCollection services, string folder, Action<LibraryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var options = services.AddOptions<LibraryOptions>();
        if (configure is not null) options.Configure(configure);
        services.TryAddSingleton(provider =>
        {
            var given = provider.GetRequiredService<IOptions<LibraryOptions>>().Value;
            given.Logger ??= provider.GetService<ILogger<ImageLibrary>>();
            return ImageLibrary.Create(folder, given);
        });
        return services;
    }
}
