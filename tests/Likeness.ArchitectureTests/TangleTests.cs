using System.Reflection;
using System.Reflection.Emit;

namespace Likeness.ArchitectureTests;

/// <summary>
/// Arrows within a project: of two folders at most one knows the other. A folder is a namespace, and knows what its compiled code names.
/// </summary>
public sealed class TangleTests
{
    /// <summary>
    /// Pairs of folders that know each other, each to be mended: a pair that is mended is taken off this list, and none is added.
    /// </summary>
    private static readonly Dictionary<string, string[]> ToBeMended = new(StringComparer.Ordinal)
    {
        ["Likeness.Cli"] =
        [
            "Likeness.Cli.Commands <-> Likeness.Cli.Running",
            "Likeness.Cli.Demo <-> Likeness.Cli.Output",
        ],
        ["Likeness.Imaging"] =
        [
            "Likeness.Imaging.Decoding <-> Likeness.Imaging.Fitting",
            "Likeness.Imaging.Decoding <-> Likeness.Imaging.TurboJpeg",
            "Likeness.Imaging.Decoding <-> Likeness.Imaging.Vips",
        ],
    };

    public static TheoryData<string> Projects => [.. Checkout.Projects.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_two_folders_of_a_project_know_each_other(string project)
    {
        var known = Known(Assembly.Load(project));
        var tangles = new List<(string Name, string Witness)>();
        foreach (var (from, knows) in known)
        foreach (var (to, witness) in knows)
        {
            if (string.CompareOrdinal(from, to) < 0 && !IsInside(from, to) && !IsInside(to, from) && known.TryGetValue(to, out var back) && back.TryGetValue(from, out var other))
                tangles.Add(($"{from} <-> {to}", $"{witness}; {other}"));
        }

        tangles.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        var allowed = ToBeMended.GetValueOrDefault(project) ?? [];
        var added = tangles.Where(
            tangle =>
                !allowed.Contains(tangle.Name, StringComparer.Ordinal)).Select(tangle => $"{tangle.Name} ({tangle.Witness})").ToList();
        Assert.True(added.Count == 0, $"folders that know each other: {string.Join(Environment.NewLine, added)}");
        var mended = allowed.Except(tangles.Select(tangle => tangle.Name), StringComparer.Ordinal).ToList();
        Assert.True(mended.Count == 0, $"mended, to be taken off the list in this file: {string.Join(Environment.NewLine, mended)}");
    }

    [Fact]
    public void What_code_names_is_found_in_signatures_bodies_and_type_arguments()
    {
        var found = TypesIn(typeof(Sample)).ToHashSet();
        Type[] named =
        [
            typeof(DateOnly), typeof(TimeOnly), typeof(Uri), typeof(Version), typeof(Lazy<>), typeof(Random),
            typeof(System.ComponentModel.DescriptionAttribute),
        ];
        Assert.All(named, type => Assert.Contains(type, found));
    }

    /// <summary>
    /// What a program finds in the namespace of a project itself is of two kinds: doors, which open all rooms, and words, which all rooms may use and
    /// which know none.
    /// </summary>
    private static readonly string[] Doors = ["ImageLibrary", "LibraryOptions", "NewLibrary", "LikenessServices", "Log"];

    private static string? RoomOf(Type type)
    {
        var outermost = type;
        while (outermost.DeclaringType is { } declaring) outermost = declaring;
        if (outermost.Namespace != "Likeness") return outermost.Namespace;
        return Doors.Contains(outermost.Name.Split('`')[0], StringComparer.Ordinal) ? "the door" : "the words";
    }

    /// <summary>A folder in another one is a corner of the same room.</summary>
    private static bool IsInside(string corner, string room) => corner.StartsWith(room + ".", StringComparison.Ordinal);

    /// <summary>For each namespace those that it knows, each with a pair of types as a witness.</summary>
    private static Dictionary<string, Dictionary<string, string>> Known(Assembly assembly)
    {
        var known = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var type in assembly.GetTypes().Where(type => type.Namespace?.StartsWith("Likeness", StringComparison.Ordinal) == true))
        {
            var from = RoomOf(type)!;
            foreach (var used in TypesIn(type))
            {
                if (used.Assembly != assembly || RoomOf(used) is not { } to || to == from) continue;
                if (!known.TryGetValue(from, out var all)) known.Add(from, all = new(StringComparer.Ordinal));
                all.TryAdd(to, $"{type.Name} knows {used.Name}");
            }
        }

        return known;
    }

    private static IEnumerable<Type> TypesIn(Type type)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        const BindingFlags Own = All | BindingFlags.DeclaredOnly;
        var named = new List<Type?> { type.BaseType };
        named.AddRange(type.GetInterfaces());
        named.AddRange(type.GetCustomAttributesData().Select(attribute => attribute.AttributeType));
        if (type.IsGenericTypeDefinition)
            named.AddRange(type.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()));
        named.AddRange(type.GetFields(Own).Select(field => field.FieldType));
        foreach (var method in type.GetConstructors(Own).Concat<MethodBase>(type.GetMethods(Own)))
        {
            named.AddRange(method.GetParameters().Select(parameter => parameter.ParameterType));
            if (method is MethodInfo { ReturnType: var result }) named.Add(result);
            if (method.IsGenericMethodDefinition)
                named.AddRange(method.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()));
            if (method.GetMethodBody() is not { } body) continue;
            named.AddRange(body.LocalVariables.Select(local => local.LocalType));
            named.AddRange(
                body.ExceptionHandlingClauses.Where(
                    clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType));
            named.AddRange(TypesInCode(method, body.GetILAsByteArray()!));
        }

        return named.OfType<Type>().SelectMany(Parts);
    }

    /// <summary>A type with its element type and its type arguments, each as its definition.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType) return Parts(type.GetElementType()!);
        if (type.IsFunctionPointer)
            return type.GetFunctionPointerParameterTypes().Append(type.GetFunctionPointerReturnType()).SelectMany(Parts);
        if (type.IsGenericParameter) return [];
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];
    }

    private static IEnumerable<Type?> TypesInCode(MethodBase method, byte[] code)
    {
        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var operation = code[at] == 0xfe ? Wide[code[at + 1]] : Narrow[code[at]];
            at += operation.Size;
            if (operation.OperandType
                is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                var member = method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments);
                yield return member as Type ?? member!.DeclaringType;
                if (member is MethodInfo { IsGenericMethod: true } generic)
                    foreach (var argument in generic.GetGenericArguments()) yield return argument;
            }

            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }

    private static readonly OpCode[] Narrow = Operations(wide: false);

    private static readonly OpCode[] Wide = Operations(wide: true);

    private static OpCode[] Operations(bool wide)
    {
        var all = new OpCode[256];
        foreach (var operation in typeof(OpCodes).GetFields().Select(field => field.GetValue(null)).OfType<OpCode>())
            if (operation.Size == 2 == wide) all[operation.Value & 0xff] = operation;
        return all;
    }

    /// <summary>Names a type in each way that there is.</summary>
    [System.ComponentModel.Description("Only looked at.")]
    private sealed class Sample
    {
        public DateOnly Field = DateOnly.MinValue;

        public static TimeOnly Method(Uri parameter) => new(parameter.Port);

        public static object Body() => new Lazy<int>(new Version().Major);

        public static int Generic() => Array.Empty<Random>().Length;
    }
}
